/** Forming a cluster: certificates, the ports that accept only members, joining, failures and leaving. */
package dev.ally.cluster;
