/** `opsbook serve`: the server, with its database and a runner, in the foreground. */
import { join, resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import type { Log } from '../app/log.ts'
import type { Serving } from '../app/serve/serve.ts'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, refusalFailure } from './failure.ts'
import { type StoreFlags, translated } from './open-cli-store.ts'
import { packageRoot } from './package-root.ts'
import type { ServedDemo } from './serve-demo.ts'

/** Flags of the command. */
export interface ServeFlags extends CommonFlags, StoreFlags {
  listen?: string
  runner: boolean
  demo?: boolean
}

export const serve: CommandDefinition = {
  text: {
    name: 'serve',
    summary:
      'Starts the server: takes alerts, makes incidents of them, suggests the procedures of the book and has runners carry them out. Without OPSBOOK_DATABASE_URL it brings its own PostgreSQL. Ctrl-C stops it; steps that run end first. SIGHUP reads the book and its settings anew.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook serve', 'the book of this folder, on 127.0.0.1:8080'],
      [
        'opsbook serve docs/operations --listen 0.0.0.0:8080 --data /srv/opsbook',
        'another book, address and data folder',
      ],
      ['OPSBOOK_DATABASE_URL=postgres://… opsbook serve --no-runner', 'one of several replicas on your PostgreSQL'],
    ],
  },
  shape: (command: Command) =>
    command
      .addArgument(new Argument('[book]', 'folder of the pages').default('.'))
      .option('--listen <address>', 'address and port, instead of server.listen in opsbook.yaml')
      .option('--data <dir>', 'folder of the embedded database and of what belongs to it')
      .option(
        '--demo',
        'the example shop: started, with its worker crashed; pages you here and by mail, for you to repair it',
      )
      .option('--no-runner', 'start no runner on this machine'),
  run: async (call) => {
    if (!call.flags.demo) return run(call)
    const { withDemo } = await import('./serve-demo.ts')
    return withDemo(call, run)
  },
}

/** Serves a book until it is told to stop; `demo` is what a demo has beside it. */
async function run(call: Call<ServeFlags>, demo?: ServedDemo): Promise<ExitCode> {
  const [{ liveBook, readOpenBook }, { openStore }, { serve: startServing }, { openLog }, { defaultDataRoot }] =
    await Promise.all([
      import('../app/live-book.ts'),
      import('../app/open-store.ts'),
      import('../app/serve/serve.ts'),
      import('../app/log.ts'),
      import('../db/embedded/data-folder.ts'),
    ])
  const { env, cwd, flags, version, terminal } = call
  const path = call.args[0] ?? '.'
  const clock = () => new Date()
  const reading = await readOpenBook(path, cwd, clock())
  if (!reading.ok && reading.refusal) throw refusalFailure(reading.refusal)
  if (!reading.ok) throw new Failure({ code: 'config/invalid', message: reading.reason, exit: EXIT.usage })
  const log = openLog(flags.verbose > 0 ? 'debug' : 'info', (line) =>
    terminal.say(terminal.live ? lineForPeople(line) : line),
  )
  return translated(async () => {
    const store = await openStore({
      ...{ env, name: 'serve', poolSize: 16, tell: (message) => log.info(message) },
      ...(flags.data === undefined ? {} : { dataRoot: resolve(cwd, flags.data) }),
    })
    let endDemo: (() => Promise<void>) | undefined
    try {
      const read = liveBook(reading.value, { path, cwd, now: clock })
      const book = demo ? demo.bookOf(read) : read
      const root = store.embedded?.folder.root ?? defaultDataRoot(env, env.HOME ?? cwd, process.getuid?.() === 0)
      const serving = await listening(
        startServing({
          ...{ store, book, version, log, env, clock, console: join(packageRoot(), 'dist/web') },
          ...(flags.listen === undefined ? {} : { listen: flags.listen }),
          ...(flags.runner ? { ownRunner: { root: join(root, 'runner'), program: ourselves() } } : {}),
        }),
      )
      tellStarted(call, serving, { store: store.shown, mailUrl: demo?.mailUrl })
      endDemo = demo?.start({ store, book, serving, version, clock })
      await untilToldToStop(serving, log)
    } finally {
      await endDemo?.()
      await store.close()
    }
    return EXIT.success
  })
}

const ourselves = (): [string, string] => [process.execPath, join(packageRoot(), 'bin/opsbook')]

/** An address in use is the commonest reason, and no bug. */
async function listening(starting: Promise<Serving>): Promise<Serving> {
  try {
    return await starting
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
    const hint = 'Choose another address with --listen, for example --listen 127.0.0.1:0 for any free port'
    throw new Failure({
      code: 'server/listen',
      message: `the server cannot listen: ${message}`,
      hint,
      exit: EXIT.failed,
    })
  }
}

function tellStarted(
  { terminal, flags }: Call<ServeFlags>,
  { url, publicUrl, setupUrl }: Serving,
  { store, mailUrl }: { store: string; mailUrl: string | undefined },
): void {
  const { style, print } = terminal
  if (flags.format === 'json') {
    print(
      terminal.json({
        schema: 'opsbook.serving/v1',
        url,
        publicUrl,
        setupUrl: setupUrl ?? null,
        store,
        ...(mailUrl === undefined ? {} : { mailUrl }),
      }),
    )
    return
  }
  print(`${style.signs.ok} serving on ${url}${publicUrl === url ? '' : `, for people ${publicUrl}`}\n`)
  if (flags.quiet) return
  print(`  ${style.paint('dim', 'data')}  ${style.show(store)}\n`)
  if (mailUrl !== undefined)
    print(`  ${style.paint('dim', 'mails')} ${mailUrl}  ${style.paint('dim', 'all that the demo sends')}\n`)
  if (setupUrl !== undefined)
    print(
      `  ${style.paint('dim', 'first')} make the administrator, once, within a day: in a browser at\n        ${setupUrl}\n        or here: opsbook auth setup '${setupUrl}'\n`,
    )
}

/** One Ctrl-C reaches us twice where npm passes it on beside the terminal. */
const SAME_WISH_MS = 500

/** Once: end in order. Twice: end now. */
function untilToldToStop(serving: Serving, log: Log): Promise<void> {
  return new Promise((done, failed) => {
    let stoppingSinceMs: number | undefined
    const stop = (signal: NodeJS.Signals) => {
      if (stoppingSinceMs !== undefined) {
        if (performance.now() - stoppingSinceMs > SAME_WISH_MS) process.exit(EXIT.interrupted)
        return
      }
      stoppingSinceMs = performance.now()
      log.info({ signal }, 'stopping; what runs ends first')
      serving.stop().then(done, failed)
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    process.on('SIGHUP', () => void serving.reload())
  })
}

/** A line of the log as a person at a terminal reads it. */
function lineForPeople(line: string): string {
  const { level, time, msg, ...rest } = JSON.parse(line) as Record<string, unknown>
  const facts = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${String(time).slice(11, 19)}Z ${String(level)} ${[String(msg), ...facts].join('  ').replaceAll('\n', ' ')}\n`
}
