package forebay.balance;

/** What an operator said of an upstream at run time. */
public enum OperatorWord {
    /** Nothing, or that it is to be used again. */
    ENABLED,
    /** It is to finish what it has and gets nothing new. */
    DRAINING,
    /** It is out. */
    DISABLED
}
