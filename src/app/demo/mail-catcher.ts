/** A mail server for the demo, on this machine alone, with a page that shows what came. What it took goes when the process ends. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { type CaughtMail, readMail } from './caught-mail.ts'
import { MAIL_POLICY, mailList, mailPage, PAGE_POLICY } from './mail-page.ts'

export interface MailCatcher {
  readonly smtpPort: number
  /** Where the mails are shown. */
  readonly url: string
  readonly mails: () => readonly CaughtMail[]
  readonly onMail: (hear: (mail: CaughtMail) => void) => void
  readonly stop: () => Promise<void>
}

const HOST = '127.0.0.1'
const LARGEST_BYTES = 1_000_000
const MOST_MAILS = 500

/** Starts both on free ports. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const mails: CaughtMail[] = []
  const hearers: ((mail: CaughtMail) => void)[] = []
  let count = 0
  const take = async (raw: Buffer, to: readonly string[]) => {
    count += 1
    const mail = await readMail(raw, { number: count, at: new Date(), to })
    mails.push(mail)
    if (mails.length > MOST_MAILS) mails.shift()
    for (const hear of hearers) hear(mail)
  }
  const smtp = smtpServer(take)
  const web = createServer((request, response) => answer(request, response, mails))
  const [smtpPort, webPort] = await Promise.all([listen(smtp.server, () => smtp.listen(0, HOST)), listenWeb(web)])
  return {
    ...{ smtpPort, url: `http://${HOST}:${webPort}/`, mails: () => mails },
    onMail: (hear) => void hearers.push(hear),
    stop: async () => {
      web.closeAllConnections()
      await Promise.all([new Promise((done) => web.close(done)), new Promise<void>((done) => smtp.close(() => done()))])
    },
  }
}

function smtpServer(take: (raw: Buffer, to: readonly string[]) => Promise<void>): SMTPServer {
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true },
    ...{ size: LARGEST_BYTES, maxClients: 20, closeTimeout: 1_000, banner: 'the mail catcher of a demo' },
    onData: (stream, { envelope }, done) => {
      const pieces: Buffer[] = []
      let size = 0
      stream.on('data', (piece: Buffer) => {
        size += piece.length
        if (size <= LARGEST_BYTES) pieces.push(piece)
      })
      stream.on('end', () => {
        if (size > LARGEST_BYTES) return done(Object.assign(new Error('too large'), { responseCode: 552 }))
        const to = envelope.rcptTo.map(({ address }) => address)
        take(Buffer.concat(pieces), to).then(
          () => done(),
          (error: Error) => done(error),
        )
      })
    },
  })
  // A client that goes away in the middle is no trouble of ours.
  server.on('error', () => {})
  return server
}

const listenWeb = (web: Server): Promise<number> => listen(web, () => web.listen(0, HOST))

function listen(server: NetServer, start: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => resolve((server.address() as AddressInfo).port))
    start()
  })
}

function answer(
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  mails: readonly CaughtMail[],
) {
  const send = (status: number, body: string, policy = PAGE_POLICY) => {
    response.writeHead(status, {
      ...{ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, 'cache-control': 'no-store' },
      ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
    })
    response.end(method === 'HEAD' ? undefined : body)
  }
  // Mails hold secrets, and a page of a stranger may have given our address another name.
  if (!/^(?:127\.0\.0\.1|localhost):\d+$/.test(headers.host ?? '')) return send(421, 'wrong host')
  if (method !== 'GET' && method !== 'HEAD') return send(405, 'only to be read')
  if (url === '/') return send(200, mailList(mails))
  const [, number, as] = /^\/mail\/(\d{1,9})(\/html)?$/.exec(url) ?? []
  const mail = mails.find((each) => each.number === Number(number))
  if (!mail || (as !== undefined && mail.html === undefined)) return send(404, 'no such mail')
  return as === undefined ? send(200, mailPage(mail)) : send(200, mail.html!, MAIL_POLICY)
}
