/** PostgreSQL refuses to run as root; root starts it as somebody without rights. */
import { readFile } from 'node:fs/promises'
import { DatabaseRefusal } from './database-refusal.ts'

/** Who the database server runs as. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
  readonly name: string
}

/** Users that exist for this, then the one that exists for nothing. */
const CANDIDATES = ['opsbook', 'postgres', 'nobody']

/** The user to switch to; undefined where we are not root and stay who we are. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = readUsers(await readFile('/etc/passwd', 'utf8').catch(() => ''))
  for (const name of CANDIDATES) {
    const user = users.find((each) => each.name === name)
    if (user && user.uid !== 0) return user
  }
  throw new DatabaseRefusal({
    code: 'database/no-user',
    message: `PostgreSQL does not run as root, and there is no user ${CANDIDATES.join(', ')} on this machine to run it as`,
    hint: 'Start opsbook as an ordinary user, add a system user "opsbook", or set OPSBOOK_DATABASE_URL',
  })
}

/** Lines of `/etc/passwd`. */
const readUsers = (text: string): ServerUser[] =>
  text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && Number.isInteger(Number(uid)) && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
