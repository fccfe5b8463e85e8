/** Reading many pages on two cores. What is read is the same as on one; only the time differs. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Page } from '../page.ts'
import { readPage } from '../parse/read-page.ts'

export interface PageSource {
  file: string
  text: string
}

/** Below this a second thread costs more than it brings: it has to load and warm up the same code. */
const WORTH_A_THREAD = 200

/**
 * Reads pages, in the order of `sources`. A large book is shared with one worker thread; should that fail for whatever
 * reason, its share is read here.
 */
export async function readPages(sources: readonly PageSource[]): Promise<Page[]> {
  const program = new URL('./worker/actions.js', import.meta.url)
  const compiled = !import.meta.url.endsWith('.ts')
  if (!compiled || sources.length < WORTH_A_THREAD || availableParallelism() < 2) return sources.map(read)
  const { own, theirs } = share(sources)
  const answer = inWorker(
    program,
    theirs.map((index) => sources[index]!),
  )
  const pages: Page[] = new Array(sources.length)
  for (const index of own) pages[index] = read(sources[index]!)
  const answered = await answer
  theirs.forEach((index, at) => {
    pages[index] = answered?.[at] ?? read(sources[index]!)
  })
  return pages
}

const read = ({ file, text }: PageSource): Page => readPage(file, text)

/** Indexes of the pages for each side: largest first, each to the side that has less; the worker starts later. */
function share(sources: readonly PageSource[]): { own: number[]; theirs: number[] } {
  const own: number[] = []
  const theirs: number[] = []
  const sizes = sources.map(({ text }) => text.length)
  let ownSize = 0
  let theirSize = sizes.reduce((sum, size) => sum + size, 0) / 20
  for (const index of [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]!)) {
    const mine = ownSize <= theirSize
    ;(mine ? own : theirs).push(index)
    if (mine) ownSize += sizes[index]!
    else theirSize += sizes[index]!
  }
  return { own, theirs }
}

function inWorker(program: URL, sources: readonly PageSource[]): Promise<Page[] | undefined> {
  return new Promise((resolve) => {
    try {
      const worker = new Worker(program, { workerData: sources })
      worker.once('message', (pages: Page[]) => resolve(pages))
      worker.once('error', () => resolve(undefined))
      worker.once('exit', () => resolve(undefined))
    } catch {
      resolve(undefined)
    }
  })
}
