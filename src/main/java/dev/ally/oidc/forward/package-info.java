/** Forward authentication: sessions of protected hosts, and the tickets that open them. */
package dev.ally.oidc.forward;
