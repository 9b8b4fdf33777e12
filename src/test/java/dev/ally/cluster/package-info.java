/** Tests of the cluster: its keys, its messages, and real processes that are killed, frozen, cut off and replaced. */
package dev.ally.cluster;
