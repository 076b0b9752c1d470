package forebay.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The references to secrets that forebay.yaml knows, for the other files of the conf folder. */
public final class SecretReferences {
    private SecretReferences() {}

    /**
     * Replaces {@code ${env:NAME}} and {@code ${file:path}} in a text; throws IllegalArgumentException, saying what is
     * wrong without the text, where it can not.
     *
     * @param folder where relative files lie
     * @param environment the value of an environment variable, empty where it is not set
     */
    public static UnaryOperator<String> in(Path folder, Function<String, Optional<String>> environment) {
        return text -> {
            Parsed<String> resolved = new Interpolation(folder, environment).resolve(text);
            return resolved.value()
                    .orElseThrow(() -> new IllegalArgumentException(resolved.wrong() + "; " + resolved.right()));
        };
    }
}
