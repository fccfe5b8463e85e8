/** Chromium without scripts, driven over a pipe: what a browser with nothing but HTML makes of a page. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'

const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
export const hasChromium = PROGRAM !== undefined

const FLAGS = [
  ...[
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
  ...[
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--remote-debugging-pipe',
    '--hide-scrollbars',
  ],
]

interface Answer {
  id?: number
  method?: string
  result?: Record<string, unknown>
  error?: { message: string }
}

export async function scriptlessBrowser() {
  const home = mkdtempSync(join(tmpdir(), 'opsbook-browser-'))
  const child = spawn(PROGRAM!, [...FLAGS, `--user-data-dir=${home}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    // Asked to, it ends its other processes too, and none writes into its folder any more.
    to.write(`${JSON.stringify({ id: 0, method: 'Browser.close' })}\0`)
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await gone
    clearTimeout(late)
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable]
  const waiting = new Map<number, (answer: Answer) => void>()
  const heard: ((answer: Answer) => void)[] = []
  let rest = ''
  from.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0')
    rest = parts.pop()!
    for (const part of parts) {
      const answer = JSON.parse(part) as Answer
      if (answer.id === undefined) for (const each of [...heard]) each(answer)
      else waiting.get(answer.id)?.(answer)
    }
  })
  let last = 0
  const call = <Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> =>
    new Promise((resolve, reject) => {
      last += 1
      const id = last
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result as Result)
      })
      to.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`)
    })
  const { targetId } = await call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
  const ask = <Result>(method: string, params: object = {}) => call<Result>(method, params, sessionId)
  await ask('Page.enable')
  await ask('DOM.enable')
  await ask('Emulation.setScriptExecutionDisabled', { value: true })
  const loaded = () =>
    new Promise<void>((resolve) => {
      const see = ({ method }: Answer) => {
        if (method !== 'Page.loadEventFired') return
        heard.splice(heard.indexOf(see), 1)
        resolve()
      }
      heard.push(see)
    })
  const find = async (selector: string) => {
    const { root } = await ask<{ root: { nodeId: number } }>('DOM.getDocument')
    const { nodeId } = await ask<{ nodeId: number }>('DOM.querySelector', { nodeId: root.nodeId, selector })
    return nodeId
  }
  const boxOf = async (selector: string) => {
    const nodeId = await find(selector)
    await ask('DOM.scrollIntoViewIfNeeded', { nodeId })
    const { model } = await ask<{ model: { border: number[]; width: number; height: number } }>('DOM.getBoxModel', {
      nodeId,
    })
    return model
  }
  return {
    look: (width: number, height: number, scheme: 'dark' | 'light') =>
      Promise.all([
        ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 700 }),
        ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] }),
      ]),
    open: async (url: string) => {
      const done = loaded()
      await ask('Page.navigate', { url })
      await done
    },
    /** Presses the middle of an element and waits for the page that follows. */
    press: async (selector: string) => {
      const { border } = await boxOf(selector)
      const at = { x: (border[0]! + border[4]!) / 2, y: (border[1]! + border[5]!) / 2, button: 'left', clickCount: 1 }
      const done = loaded()
      await ask('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
      await ask('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
      await done
    },
    size: async (selector: string) => {
      const { width, height } = await boxOf(selector)
      return { width, height }
    },
    text: async (selector: string) => {
      const { outerHTML } = await ask<{ outerHTML: string }>('DOM.getOuterHTML', { nodeId: await find(selector) })
      return outerHTML
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    },
    /** Width of what is there, to be compared with the width of the window. */
    contentWidth: async () => {
      const { cssContentSize } = await ask<{ cssContentSize: { width: number } }>('Page.getLayoutMetrics')
      return cssContentSize.width
    },
    picture: async (file: string) => {
      const { data } = await ask<{ data: string }>('Page.captureScreenshot', { captureBeyondViewport: true })
      writeFileSync(file, Buffer.from(data, 'base64'))
    },
  }
}
