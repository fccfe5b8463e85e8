/** `opsbook serve --demo`: the example shop with one thing broken, and whoever makes the administrator is paged for it. */
import { join } from 'node:path'
import type { DemoNews } from '../app/demo/start-demo.ts'
import type { LiveBook } from '../app/live-book.ts'
import type { Store } from '../app/open-store.ts'
import type { Serving } from '../app/serve/serve.ts'
import type { Call } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { packageRoot } from './package-root.ts'
import type { ServeFlags } from './serve.ts'

/** What a demo has beside the server. */
export interface ServedDemo {
  readonly mailUrl: string
  readonly bookOf: (book: LiveBook) => LiveBook
  /** Begins once the server is there; the answer ends it. */
  readonly start: (served: {
    store: Store
    book: LiveBook
    serving: Serving
    version: string
    clock: () => Date
  }) => () => Promise<void>
}

type Serve = (call: Call<ServeFlags>, demo: ServedDemo) => Promise<ExitCode>

/** Starts the shop and the mail catcher, serves, and ends all of it whatever happens. */
export async function withDemo(call: Call<ServeFlags>, serve: Serve): Promise<ExitCode> {
  const [{ withShop }, { startMailCatcher }, { demoBook }, { startDemo }] = await Promise.all([
    import('./demo-shop.ts'),
    import('../app/demo/mail-catcher.ts'),
    import('../app/demo/demo-book.ts'),
    import('../app/demo/start-demo.ts'),
  ])
  const home = join(packageRoot(), 'examples/shop')
  const { style, print } = call.terminal
  const isQuiet = call.flags.format === 'json'
  const tell = (text: string) => {
    for (const line of isQuiet ? [] : text.split('\n')) print(`${style.paint('dim', style.show(line))}\n`)
  }
  return withShop(home, { env: call.env, tell }, async ({ environment, do: act }) => {
    tell(await act('break', 'worker-crash'))
    const catcher = await startMailCatcher()
    try {
      return await serve(
        { ...call, args: [home], env: { ...call.env, ...environment } },
        {
          mailUrl: catcher.url,
          bookOf: (book) => demoBook(book, catcher.smtpPort),
          start: ({ serving, ...parts }) =>
            startDemo({
              ...{ ...parts, catcher, home, environment, serverUrl: serving.url, publicUrl: serving.publicUrl },
              tell: (news) => (isQuiet ? undefined : print(linesOf(call, news))),
            }),
        },
      )
    } finally {
      await catcher.stop()
    }
  })
}

function linesOf({ terminal: { style } }: Call<ServeFlags>, news: DemoNews): string {
  const { show, paint, signs } = style
  switch (news.kind) {
    case 'ready': {
      const { login, address, mailUrl } = news
      return `${paint('green', signs.ok)} ${show(login)} is on call for the shop and reached at ${show(address)}: ${mailUrl}\n  ${paint('dim', 'the shop is watched; its worker is down, so you are paged in a moment')}\n`
    }
    case 'mail':
      if (news.link === undefined) return `${paint('dim', `mail to ${show(news.login)}: ${show(news.subject)}`)}\n`
      return `${paint('red', 'PAGED')} ${show(news.login)}: ${show(news.subject)}\n  open ${show(news.link)}\n`
    case 'trouble':
      return `${signs.warning} demo: ${show(news.text)}\n`
  }
}
