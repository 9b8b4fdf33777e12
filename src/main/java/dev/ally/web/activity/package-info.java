/** What has happened to an account, and what to do about what its person did not do. */
package dev.ally.web.activity;
