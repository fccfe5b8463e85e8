import { expect, test } from 'vitest'
import type { Repository } from '../book.ts'
import { type Resolution, resolveLink } from './site-links.ts'

function repository(files: readonly string[]): Repository {
  const folders = files.flatMap((file) => file.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')))
  return {
    root: '.',
    files: new Set(files),
    folders: new Set(folders.filter((each) => each !== '')),
    complete: true,
    artifacts: [],
    pages: [],
  }
}

interface Case {
  files: readonly string[]
  from?: string
  routes?: readonly string[]
}

const resolve = (href: string, { files, from = 'docs/a.md', routes = [] }: Case): Resolution =>
  resolveLink(repository([from, ...files]), from, href, { generatedRoutes: routes })

const leads = (href: string, path: string, given: Case) => expect(resolve(href, given), href).toMatchObject({ path })
const missing = (href: string, path: string, given: Case, more: object = {}) =>
  expect(resolve(href, given), href).toMatchObject({ kind: 'missing', path, ...more })
const unknown = (href: string, given: Case) => expect(resolve(href, given), href).toEqual({ kind: 'unknown' })

test('as GitHub resolves them', () => {
  const given = { files: ['docs/b.md', 'docs/deep/README.md', 'run book.md', 'img/x.png', 'scripts/a.sh'] }
  leads('b.md', 'docs/b.md', given)
  leads('./b.md?plain=1#top', 'docs/b.md', given)
  leads('deep/', 'docs/deep/README.md', given)
  leads('../run%20book.md', 'run book.md', given)
  leads('/img/x.png', 'img/x.png', given)
  leads('../scripts', 'scripts', given)
  leads('#part', 'docs/a.md', given)
})

test('what is not decided here', () => {
  const given = { files: ['linked'] }
  for (const href of [
    'https://shop.zone',
    'mailto:a@b.zone',
    '//cdn/x',
    '{{ page.url }}',
    '<%= url %>',
    '${URL}',
    '...',
    '',
  ]) {
    unknown(href, given)
  }
  unknown('../linked/below.md', given)
  unknown('../../issues/new', given)
  unknown('/some/route', given)
})

test('what is missing, and what was probably meant', () => {
  const given = { files: ['docs/Guide.md', 'ops/chef-vault.md', 'docs/restore.md'] }
  missing('guide.md', 'docs/guide.md', given, { why: 'case', near: ['docs/Guide.md'] })
  missing('chef-vault.md', 'docs/chef-vault.md', given, { near: ['ops/chef-vault.md'] })
  missing('restoer.md', 'docs/restoer.md', given, { near: ['docs/restore.md'] })
  missing('status.shop.com/now', 'status.shop.com/now', given, { why: 'address' })
  missing('[https://shop.zone', '[https://shop.zone', given, { why: 'malformed' })
  missing('../../other/page.md', '../../other/page.md', given, { why: 'outside' })
})

test('Middleman: addresses end in .html, some are made from data, images lie at two places', () => {
  const files = [
    'config.rb',
    'source/manual/cdn.html.md',
    'source/manual/dns.html.md.erb',
    'source/manual/x.html.md',
    'source/repos/index.html.erb',
    'source/images/a.png',
  ]
  const given = { files, from: 'source/manual/x.html.md' }
  leads('/manual/cdn.html', 'source/manual/cdn.html.md', given)
  leads('dns.html#zone', 'source/manual/dns.html.md.erb', given)
  leads('images/a.png', 'source/images/a.png', given)
  missing('/manual/gone.html', 'source/manual/gone.html', given)
  unknown('/repos/anything.html', given)
})

test('Hugo: pages are served from content, files from static', () => {
  const given = {
    files: ['hugo.toml', 'content/docs/add.md', 'content/runbooks/Down.md', 'static/logo.svg'],
    from: 'content/runbooks/Up.md',
  }
  leads('/docs/add', 'content/docs/add.md', given)
  leads('../Down/', 'content/runbooks/Down.md', given)
  leads('/logo.svg', 'static/logo.svg', given)
})

test('routes that the user names are not missing', () => {
  const given = { files: [], routes: ['api/**', 'docs/generated/*.md'] }
  unknown('/api/v1/index.md', given)
  unknown('generated/table.md', given)
})
