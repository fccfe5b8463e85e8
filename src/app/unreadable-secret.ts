/** A file that holds a secret and cannot be read; what is merely missing stops the step that needs it, not the others. */
export class UnreadableSecret extends Error {
  readonly secret: string

  constructor(secret: string, reason: string) {
    super(reason)
    this.secret = secret
  }
}
