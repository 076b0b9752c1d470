package forebay.demo;

import java.net.URI;
import java.nio.file.Path;

/**
 * What the demo tells whoever started it: lines for a shell, each of which works as it is printed.
 *
 * @param gateway where the gateway listens
 * @param conf its conf folder
 * @param userKey a key with the role {@code user}
 * @param adminKey a key with the role {@code admin}
 * @param adminPassword the password of the user {@value DemoConf#ADMIN}
 */
record Tour(URI gateway, Path conf, String userKey, String adminKey, String adminPassword) {
    String text() {
        String key = "-H 'X-Api-Key: " + userKey + "'";
        return """
                Forebay's demo is ready on %1$s: a gateway in front of three origins with weights 3:2:1.
                Press Ctrl-C to end it. Its configuration is in %2$s

                Access control: 401 without a key, 200 with one.
                  curl -i %1$s/
                  curl -i %3$s %1$s/

                Balancing: who answered twelve requests; 6, 4 and 2 of them, as the weights say.
                  for i in $(seq 12); do curl -s %3$s %1$s/; done | sort | uniq -c

                Caching: the first answer comes from an origin, the second is a hit.
                  for i in 1 2; do curl -si %3$s %1$s/cacheable | grep -i '^cache-status:'; done
                  for i in 1 2; do curl -s -o /dev/null -w '%%{http_code} after %%{time_total} s\\n' %3$s %1$s/slow; done

                What an origin sees of a request: not the key. What is private is never stored.
                  curl -i %3$s %1$s/personal

                Dashboard: open %1$s/_forebay/ in a browser; user %5$s, password %6$s
                Or without a browser:
                  curl -s -H 'X-Api-Key: %4$s' %1$s/_forebay/status.json
                """.formatted(gateway, conf, key, adminKey, DemoConf.ADMIN, adminPassword);
    }
}
