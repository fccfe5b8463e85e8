/** The web console: files that were built once. Names with a hash in them never change; the page that names them is asked for anew. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { type Route, type RouteAnswer, type RouteRequest, route } from '../kit/route.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/** First parts of the addresses of the console's pages; any other address is none of ours. */
const PAGES = [
  ...[
    'alerts',
    'incidents',
    'runbooks',
    'plan',
    'runs',
    'approvals',
    'readiness',
    'oncall',
    'schedules',
    'escalation',
    'people',
  ],
  ...['audit', 'runners', 'integrations', 'settings', 'doctor', 'start', 'heartbeats', 'silences', 'me'],
]

interface ConsoleFile {
  readonly type: string
  readonly bytes: Buffer
  /** Packed once, when somebody first asks; undefined where packing gains nothing. */
  readonly packed: () => Buffer | undefined
}

const WHY = 'the console is the same for everybody; what it shows it has to ask for'
const LARGEST_KEPT = 4 * 1024 * 1024

/** The routes of the console, or none where it was not built. `folder` is read once, here. */
export function consoleRoutes(folder: string): Route[] {
  const files = readConsole(folder)
  const index = files.get('/index.html')
  if (!index) return []
  const page = async (request: RouteRequest<never, never>) => answer(request, index, 'no-cache')
  const pages = ['/', ...PAGES.flatMap((name) => [`/${name}`, `/${name}/*`])].map((path) =>
    route({
      method: 'GET',
      path,
      summary: 'A page of the console',
      access: { kind: 'public', why: WHY },
      handle: page,
    }),
  )
  const own = [...files].filter(([name]) => name !== '/index.html')
  return [
    ...pages,
    ...own.map(([path, file]) =>
      route({
        method: 'GET',
        path,
        summary: 'A file of the console',
        access: { kind: 'public', why: WHY },
        handle: async (request: RouteRequest<never, never>) =>
          answer(request, file, path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
      }),
    ),
  ]
}

function readConsole(folder: string): Map<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>()
  let names: string[]
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return files
  }
  for (const name of names) {
    const path = join(folder, name)
    const { size } = statSync(path)
    const type = TYPES[extname(name)]
    if (type === undefined || size > LARGEST_KEPT || !statSync(path).isFile()) continue
    const bytes = readFileSync(path)
    files.set(`/${name.replaceAll('\\', '/')}`, { type, bytes, packed: once(() => packed(bytes, type)) })
  }
  return files
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const packed = (bytes: Buffer, type: string): Buffer | undefined =>
  type === 'image/png' ? undefined : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })

function answer({ headers }: RouteRequest<never, never>, file: ConsoleFile, cacheControl: string): RouteAnswer {
  const takesBrotli = /(?:^|[\s,])br(?:$|[\s,;])/.test(headers['accept-encoding'] ?? '')
  const small = takesBrotli ? file.packed() : undefined
  return {
    status: 200,
    headers: {
      'content-type': file.type,
      'cache-control': cacheControl,
      vary: 'accept-encoding',
      ...(small ? { 'content-encoding': 'br' } : {}),
    },
    body: small ?? file.bytes,
  }
}
