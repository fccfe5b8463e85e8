/** Where the embedded database and everything beside it lives. */
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folders of one installation. */
export interface DataFolder {
  readonly root: string
  /** The cluster of a major version; another major is another folder. */
  readonly cluster: (major: number) => string
  /** Holds clusters of all majors. */
  readonly clusters: string
  /** Unpacked programs, one folder a version; kept, so that an old cluster can still be read after an upgrade. */
  readonly programs: string
  /** Holds the socket, for nobody but the server's user and us. */
  readonly socket: string
  /** The database's password, readable by us alone. */
  readonly password: string
  /** What the server said before its own log began. */
  readonly startLog: string
}

/** Paths of unix sockets end here on Linux (107 bytes) and earlier elsewhere. */
const LONGEST_SOCKET = 100

/** The folders below a root. A root too deep for a socket gets its socket in the folder for temporary files. */
export function dataFolder(root: string): DataFolder {
  const clusters = join(root, 'postgres')
  const beside = join(root, 'socket')
  const short = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const fits = Buffer.byteLength(join(beside, '.s.PGSQL.5432')) <= LONGEST_SOCKET
  return {
    ...{ root, clusters, cluster: (major) => join(clusters, String(major)) },
    programs: join(root, 'programs'),
    socket: fits ? beside : join(tmpdir(), `opsbook-${short}`),
    password: join(root, 'database-password'),
    startLog: join(root, 'postgres-start.log'),
  }
}

/** Root's data belongs to the machine, everybody else's to their home. */
export function defaultDataRoot(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  isRoot: boolean,
): string {
  if (env.OPSBOOK_DATA) return env.OPSBOOK_DATA
  if (isRoot) return '/var/lib/opsbook'
  return join(env.XDG_DATA_HOME || join(home, '.local/share'), 'opsbook')
}
