package dev.ally;

public final class Main {
  public static void main(String[] args) {}
}
