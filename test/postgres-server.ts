/** A PostgreSQL of its own for a test: in a temporary folder, on a socket in it, and nowhere else. */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export interface PostgresServer {
  /** Its folder: the socket lies in it, its data in `data`. */
  folder: string
  /** Superuser, who needs no password. */
  user: string
  database: string
  stop(): void
}

/** The folder of the server's programs: what the PATH leads to, then Debian's folders, the newest first. */
function programs(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...versions.map((version) => join(debian, version, 'bin')),
  ]
  return folders
    .map((folder) => join(folder, 'initdb'))
    .filter((path) => existsSync(path))
    .map((path) => dirname(realpathSync(path)))
    .find((folder) => existsSync(join(folder, 'pg_ctl')) && existsSync(join(folder, 'postgres')))
}

const asRoot = process.getuid?.() === 0

/** The server refuses to run as root, so root starts it as somebody else. */
function owner(): { name: string; uid: number } | undefined {
  for (const name of ['postgres', 'nobody']) {
    const { status, stdout } = spawnSync('id', ['-u', name], { encoding: 'utf8' })
    if (status === 0) return { name, uid: Number(stdout) }
  }
  return undefined
}

/** Starts one; nothing, with a word about it, where a test has to be skipped. */
export function startPostgres(test: string, { connections = 20 } = {}): PostgresServer | undefined {
  const bin = programs()
  const other = asRoot ? owner() : undefined
  const reason =
    bin === undefined
      ? 'no PostgreSQL server on this machine (Debian: postgresql)'
      : asRoot && other === undefined
        ? 'there is no user but root to start a PostgreSQL server as'
        : spawnSync('psql', ['--version']).status !== 0
          ? 'no psql on this machine (Debian: postgresql-client)'
          : undefined
  if (reason !== undefined) {
    console.log(`${test}: ${reason}; its tests with a real server are skipped`)
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'obp-'))
  if (other) chownSync(folder, other.uid, -1)
  const run = (program: string, ...args: string[]) => {
    const [file, ...all] = [...(other ? ['runuser', '-u', other.name, '--'] : []), join(bin!, program), ...args]
    const { status, stderr } = spawnSync(file!, all, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 60_000,
    })
    if (status !== 0) throw new Error(`${program}: ${stderr}`)
  }
  const data = ['--pgdata', join(folder, 'data')]
  run('initdb', ...data, ...'--username postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync'.split(' '))
  const settings = `-k ${folder} -c listen_addresses= -c fsync=off -c max_connections=${connections}`
  run('pg_ctl', 'start', '--wait', '--silent', ...data, '--log', join(folder, 'log'), '-o', settings)
  const stop = () => {
    run('pg_ctl', 'stop', '--mode', 'immediate', ...data)
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, user: 'postgres', database: 'postgres', stop }
}
