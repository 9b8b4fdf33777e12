package dev.ally.bus;

/** The question is not answered yet. The asker asks the same node again: {@link OpenQuestions}. */
public final class InProgress extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InProgress() {
    super("the question is not answered yet", null, false, false);
  }
}
