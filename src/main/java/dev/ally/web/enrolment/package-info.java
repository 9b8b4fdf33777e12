/** Enrolling an authenticator app: the key as a link, a picture and text, and the code that confirms it. */
package dev.ally.web.enrolment;
