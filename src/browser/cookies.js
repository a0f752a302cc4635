// The page's cookies, by handle (values.js).
import { attempt, handleOf, valueOf } from "./values.js";

// Every value whose name fits: a hostile page may hold several cookies of one name.
export const cookies = (name, isPrefix) =>
  handleOf(
    attempt(
      () =>
        document.cookie
          .split(/; */)
          .map((cookie) => /^([^=]*)=(.*)$/s.exec(cookie))
          .filter(
            (match) =>
              match && (isPrefix ? match[1].startsWith(valueOf(name)) : match[1] === valueOf(name)),
          )
          .map((match) => match[2]),
      [],
    ),
  );
export const writeCookie = (cookie) =>
  attempt(() => {
    document.cookie = valueOf(cookie);
  });
