/** Where somebody is: the address is the state, so that a copied one shows the same view. */
import { useSyncExternalStore } from 'react'

const CHANGED = 'opsbook:place'

let seen = { href: '', place: new URL('http://localhost/') }

/** One object as long as the address is the same, as React wants it. */
function current(): URL {
  if (seen.href !== location.href) seen = { href: location.href, place: new URL(location.href) }
  return seen.place
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed)
  addEventListener(CHANGED, changed)
  return () => {
    removeEventListener('popstate', changed)
    removeEventListener(CHANGED, changed)
  }
}

export const usePlace = (): URL => useSyncExternalStore(subscribe, current)

/** Goes to an address of ours. `replace` leaves no step to go back to: for filters and tabs. */
export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (new URL(to, location.href).href === location.href) return
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  dispatchEvent(new Event(CHANGED))
  if (!replace) scrollTo(0, 0)
}

/** Sets or removes parts of the query and stays where one is. */
export function goWith(changes: Readonly<Record<string, string | undefined>>, options = { replace: true }): void {
  const place = new URL(location.href)
  for (const [name, value] of Object.entries(changes))
    if (value === undefined || value === '') place.searchParams.delete(name)
    else place.searchParams.set(name, value)
  go(`${place.pathname}${place.search}${place.hash}`, options)
}

/** One part of the query, with its default. */
export const useQueryPart = (name: string, otherwise = ''): string => usePlace().searchParams.get(name) ?? otherwise

/** Parameters of a path like `/incidents/:incident`, decoded; undefined where it does not fit. A last `*` takes the rest. */
export function fits(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/')
  const given = path.replace(/(?<=.)\/$/, '').split('/')
  if (wanted.at(-1) !== '*' && wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, part] of wanted.entries()) {
    if (part === '*') {
      const rest = decoded(given.slice(at).join('/'))
      return rest === undefined || rest === '' ? undefined : { ...params, '*': rest }
    }
    const value = decoded(given[at] ?? '')
    if (value === undefined) return undefined
    if (part.startsWith(':')) {
      if (value === '') return undefined
      params[part.slice(1)] = value
    } else if (part !== value) return undefined
  }
  return params
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
