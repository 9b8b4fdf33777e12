/** The addresses of OAuth 2.0 and OpenID Connect, and the pages between an application and a login. */
package dev.ally.web.oauth2;
