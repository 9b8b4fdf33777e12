/** Forward authentication: what proxies ask, what they hand on from protected hosts, and the login for one. */
package dev.ally.web.forward;
