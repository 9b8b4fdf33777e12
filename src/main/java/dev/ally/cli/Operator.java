package dev.ally.cli;

import dev.ally.bus.BusOperation;

/** Puts an operator's questions to the verticles. Each call blocks until the answer is there. */
public interface Operator {
  /** @throws Refused when the question cannot be answered */
  <Q, A> A ask(BusOperation<Q, A> operation, Q question) throws InterruptedException;

  /** Several questions, one after another. */
  interface Work<T> {
    T with(Operator operator) throws InterruptedException;
  }
}
