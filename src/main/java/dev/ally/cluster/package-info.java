/** How processes become one cluster, who is let in, and how a node stays, comes back and leaves. */
package dev.ally.cluster;
