import { expect, test } from 'vitest'
import { setupPageRoutes } from './setup-page.ts'

const page = async (path: string) => {
  const found = setupPageRoutes().find((route) => route.path === path)!
  return String((await found.handle({} as never)).body)
}

test('what a browser checks is what the server checks, in the words of its own regular expressions', async () => {
  const pattern = /pattern="([^"]+)"/.exec(await page('/setup'))![1]!
  const fits = (login: string) => new RegExp(`^(?:${pattern})$`, 'v').test(login)
  expect(['ana', 'ana-lima', 'ana.lima@shop', 'Ana', '-ana', 'a b'].map(fits)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('the pages hold no script and no style of their own, which their policy would refuse', async () => {
  for (const path of ['/setup', '/set-password']) {
    const text = await page(path)
    expect(text).not.toMatch(/<script>|<style|\son\w+=|\sstyle=/)
    expect(text).toContain('src="/setup.js"')
  }
})
