/**
 * A mail server on 127.0.0.1, for the test that starts it: its options come as one line of JSON on stdin, its port goes to stdout, and after it a
 * line of JSON for every mail it takes. It ends with its stdin.
 */
import { createInterface } from 'node:readline'
import { SMTPServer } from 'smtp-server'

const lines = createInterface({ input: process.stdin })
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
const failure = (code, text) => Object.assign(new Error(text), { responseCode: code })

lines.once('line', (line) => {
  const { key, cert, user, password, secure = false, silent = false } = JSON.parse(line)
  let connections = 0
  const server = new SMTPServer({
    ...{
      key,
      cert,
      secure,
      authOptional: user === undefined,
      disabledCommands: cert === undefined ? ['STARTTLS'] : [],
    },
    ...{ disableReverseLookup: true, size: 1_000_000, hidePIPELINING: true },
    onConnect: (_session, done) => {
      say({ connections: ++connections })
      if (!silent) done()
    },
    onAuth: (given, _session, done) =>
      given.username === user && given.password === password
        ? done(null, { user })
        : done(failure(535, `5.7.8 wrong password ${given.password} of ${given.username}`)),
    onRcptTo: ({ address }, _session, done) => {
      const [, code, enhanced] = /^reply-(\d{3})-(\d)@/.exec(address) ?? []
      if (code === undefined) return done()
      done(failure(Number(code), `${enhanced === '1' ? `${code[0]}.1.1` : `${code[0]}.7.1`} not this one`))
    },
    onData: (stream, { envelope, secure: isEncrypted, user: as }, done) => {
      const pieces = []
      stream.on('data', (piece) => pieces.push(piece))
      stream.on('end', () => {
        const raw = Buffer.concat(pieces)
        if (raw.includes('mail-that-is-refused')) return done(failure(554, '5.6.0 not this content'))
        const to = envelope.rcptTo.map(({ address }) => address)
        say({ mail: { from: envelope.mailFrom.address, to, isEncrypted, as, raw: raw.toString('base64') } })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }))
})
lines.on('close', () => process.exit(0))
