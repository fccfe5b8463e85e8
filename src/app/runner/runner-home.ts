/** What a runner keeps on its machine: who it is, the journals of its runs, and how far it has heard of each. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

export interface RunnerIdentity {
  readonly server: string
  readonly id: string
  readonly name: string
  readonly token: string
}

export interface RunnerHome {
  readonly root: string
  /** Folder of the journals. */
  readonly runs: string
}

export const runnerHome = (root: string): RunnerHome => ({ root, runs: join(root, 'runs') })

const identityFile = ({ root }: RunnerHome) => join(root, 'runner.json')

/** Who this runner is; undefined before it is enrolled. */
export async function readIdentity(home: RunnerHome): Promise<RunnerIdentity | undefined> {
  const text = await readFile(identityFile(home), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as RunnerIdentity)
}

export async function keepIdentity(home: RunnerHome, identity: RunnerIdentity): Promise<void> {
  await mkdir(home.runs, { recursive: true, mode: 0o700 })
  await replaceFile(identityFile(home), `${JSON.stringify(identity, null, 2)}\n`)
}

const heardFile = ({ runs }: RunnerHome, run: string) => join(runs, run, 'heard.json')

/** Number of the last order that was carried out for a run, and who asked for the run. */
export interface Heard {
  readonly order: number
  readonly requestedBy: string
}

export async function readHeard(home: RunnerHome, run: string): Promise<Heard | undefined> {
  const text = await readFile(heardFile(home, run), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Heard)
}

export async function keepHeard(home: RunnerHome, run: string, heard: Heard): Promise<void> {
  await mkdir(join(home.runs, run), { recursive: true, mode: 0o700 })
  await replaceFile(heardFile(home, run), JSON.stringify(heard))
}

/** Whole or not at all, and for nobody else to read. */
async function replaceFile(path: string, text: string): Promise<void> {
  const making = `${path}.${randomBytes(4).toString('hex')}`
  const file = await open(making, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(making, path)
}
