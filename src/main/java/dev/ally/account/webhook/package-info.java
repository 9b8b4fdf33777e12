/** Security events as HTTP requests to servers of the operator (Standard Webhooks). */
package dev.ally.account.webhook;
