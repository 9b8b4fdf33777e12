/** The applications that a person has let in. */
package dev.ally.oidc.application;
