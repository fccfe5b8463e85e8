/** The mail server of smtp-server-process.js, and the mails it took as a mail program reads them. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import PostalMime, { type Email } from 'postal-mime'
import { expect, onTestFinished, vi } from 'vitest'

interface Taken {
  readonly from: string
  readonly to: readonly string[]
  readonly isEncrypted: boolean
  readonly as?: string
  readonly raw: string
}

interface Options {
  readonly user?: string
  readonly password?: string
  readonly secure?: boolean
  readonly silent?: boolean
  readonly key?: string
  readonly cert?: string
}

/** A certificate for 127.0.0.1 that nobody but this test trusts. */
export async function ownCertificate(): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-smtp-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  await promisify(execFile)('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject])
  const read = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
  await rm(folder, { recursive: true })
  return read
}

export async function smtpStandIn(options: Options = {}, atEnd = onTestFinished) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./smtp-server-process.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  atEnd(() => {
    child.stdin.end()
  })
  const mails: Taken[] = []
  const counted = { connections: 0 }
  const port = await new Promise<number>((found, failed) => {
    child.once('error', failed)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { port?: number; mail?: Taken; connections?: number }
      if (said.port !== undefined) found(said.port)
      if (said.mail !== undefined) mails.push(said.mail)
      if (said.connections !== undefined) counted.connections = said.connections
    })
    child.stdin.write(`${JSON.stringify(options)}\n`)
  })
  const rawMail = async (index: number) => {
    await vi.waitFor(() => expect(mails.length).toBeGreaterThan(index), { timeout: 20_000, interval: 10 })
    return Buffer.from(mails[index]!.raw, 'base64')
  }
  return {
    ...{ port, mails, counted, rawMail },
    readMail: async (index: number): Promise<Email> => PostalMime.parse(await rawMail(index)),
  }
}
