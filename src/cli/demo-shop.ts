/** The example shop in a folder and on ports of its own, for as long as it is needed. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'

const execute = promisify(execFile)

export interface Shop {
  /** What its scripts and pages read. */
  environment: Readonly<Record<string, string>>
  /** Runs one of its own scripts and returns what it printed. */
  do(script: string, ...args: string[]): Promise<string>
  /** What its health page says now. */
  health(): Promise<string>
}

export interface ShopOptions {
  env: Readonly<Record<string, string | undefined>>
  tell(text: string): void
}

/** Starts the shop, does something with it, and ends it whatever happens. */
export async function withShop<T>(
  home: string,
  { env, tell }: ShopOptions,
  use: (shop: Shop) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-demo-'))
  const [api, worker] = await freePorts(2)
  const environment = {
    // The scripts of the shop start its processes with the `node` they find first.
    PATH: `${dirname(process.execPath)}:${env.PATH ?? '/usr/bin:/bin'}`,
    ...{ SHOP_DATA: join(folder, 'data'), SHOP_API_PORT: String(api), SHOP_WORKER_PORT: String(worker) },
  }
  const call = async (script: string, ...args: string[]) => {
    try {
      const { stdout } = await execute(join(home, 'bin', script), args, { cwd: home, env: environment })
      return stdout.trimEnd()
    } catch (error) {
      throw shopFailure(script, error)
    }
  }
  try {
    tell(`the example shop runs on 127.0.0.1:${api} and :${worker}, with its data in ${folder}`)
    tell(await call('start'))
    return await use({
      environment,
      do: call,
      health: async () => (await fetch(`http://127.0.0.1:${api}/health`)).text(),
    })
  } finally {
    await call('stop').then(tell, (error: unknown) => tell(String(error)))
    await rm(folder, { recursive: true, force: true })
  }
}

function shopFailure(script: string, error: unknown): Failure {
  const { stderr, message } = error as { stderr?: string; message: string }
  const said = stderr?.trim() || message
  return new Failure({
    ...{ code: 'demo/shop', message: `bin/${script} of the example shop failed: ${said}`, exit: EXIT.failed },
    hint: 'It needs bash, curl and ps (Debian: procps), and may listen on 127.0.0.1',
  })
}

/** Ports nobody listens on, held together so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            resolve(typeof address === 'object' && address ? address.port : 0)
          })
        }),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
