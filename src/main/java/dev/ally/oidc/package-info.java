/** Lets applications log people in: the registry of applications, their grants, and the keys that sign. */
package dev.ally.oidc;
