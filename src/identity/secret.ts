/**
 * A secret somebody showed us. It is no text: it cannot be compared with `===` to one, does not print, does not serialise, and what
 * is inside is had by {@link reveal} alone, so that every place that sees it can be found.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  static reveal(secret: Secret): string {
    return secret.#text
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN
  }
}

/** The text of a secret: for hashing it, and for the one answer in which it is shown. */
export const reveal = (secret: Secret): string => Secret.reveal(secret)

const SHOWN = '[secret]'
