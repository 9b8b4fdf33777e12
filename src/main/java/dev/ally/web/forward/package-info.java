/** Forward authentication: what proxies ask, what protected hosts hand on, and the login that stands behind. */
package dev.ally.web.forward;
