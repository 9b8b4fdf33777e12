/** What has happened to an account, and what a person can do about an event that was not theirs. */
package dev.ally.web.activity;
