/** Addresses of a page of the book, here and at the API. */
const parts = (path: string) => path.split('/').map(encodeURIComponent).join('/')

export const runbookApi = (path: string): string => `/api/v1/runbooks/${parts(path)}`

export function runbookTo(
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
  anchor?: string,
): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, value)
  const text = search.toString()
  return `/runbooks/${parts(path)}${text === '' ? '' : `?${text}`}${anchor ? `#${encodeURIComponent(anchor)}` : ''}`
}

/** Ids of a page's own headings have this before them, so that no heading takes the name of something of ours. */
export const anchorId = (slug: string): string => `page-${slug}`
