import { Transform } from 'node:stream'

/**
 * A mail passes once it has been asked, with the connection standing, whether it is to be sent still. When it is not, the stream breaks before its end, and a
 * server drops a mail whose end it never saw (RFC 5321, 4.1.1.4).
 */
export function handOverGate(mayPass: () => Promise<void>): Transform {
  let asked: Promise<void> | undefined
  return new Transform({
    transform(piece, _encoding, done) {
      asked ??= mayPass()
      asked.then(() => done(null, piece), done)
    },
  })
}
