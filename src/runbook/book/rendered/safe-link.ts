/** Where a link of a page may lead. */
import { folderOf, joinPath } from '../lint/path-names.ts'

export type LinkTarget =
  | { readonly kind: 'outside'; readonly to: string }
  | { readonly kind: 'inside'; readonly page?: string; readonly anchor?: string }

const SCHEMES = new Set(['http:', 'https:', 'mailto:'])
const LONGEST = 2_000

/**
 * An address with a scheme that is harmless to follow, a page of the same repository, or a place on this page; undefined for everything
 * else, which is then shown as text. Browsers skip control characters and blanks inside of a scheme, so an address with any is none.
 *
 * @param pages paths of the repository's pages
 */
export function linkTarget(href: string, from: string, pages: ReadonlySet<string>): LinkTarget | undefined {
  if (href.length > LONGEST || /[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]/.test(href))
    return undefined
  if (/^[a-z][a-z\d+.-]*:/i.test(href)) return outside(href)
  // Two slashes name a host, with whatever scheme this page has.
  if (href.startsWith('//')) return undefined
  const hash = href.indexOf('#')
  const path = decoded((hash < 0 ? href : href.slice(0, hash)).replace(/\?.*$/, ''))
  const anchor = hash < 0 ? undefined : decoded(href.slice(hash + 1))
  if (path === undefined) return undefined
  const at = anchor ? { anchor } : {}
  if (path === '') return anchor ? { kind: 'inside', ...at } : undefined
  const place = path.startsWith('/') ? path.slice(1) : joinPath(folderOf(from), path)
  if (place === undefined) return undefined
  const below = place === '' ? '' : `${place}/`
  const page = [place, `${place}.md`, `${below}README.md`, `${below}index.md`].find((each) => pages.has(each))
  return page === undefined ? undefined : { kind: 'inside', page, ...at }
}

function outside(href: string): LinkTarget | undefined {
  if (!URL.canParse(href)) return undefined
  const { protocol, username, password } = new URL(href)
  // A name before an `@` is there to be mistaken for the host.
  if (!SCHEMES.has(protocol) || username !== '' || password !== '') return undefined
  return { kind: 'outside', to: href }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
