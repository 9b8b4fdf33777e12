package dev.ally.bus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component is read as where the message lacks its field, or names a constant that is not known here. A constant
 * must be one that opens nothing. An {@code Optional} or a set stays empty where the field is missing; there it is what
 * an unknown constant is read as.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Fallback {
  /** The name of the constant, or the text, number or boolean. */
  String value();
}
