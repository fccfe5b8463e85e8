/**
 * A page as a browser shows it: a tree of plain data from which elements are made, never markup. Whatever a page could do to its reader is
 * left behind here: raw HTML is dropped, links lead to http, https, mail or pages of the book, images are links, and characters that
 * reorder or hide text are written out.
 */

export type RenderedInline =
  | string
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'emphasis' | 'strong' | 'deleted'; readonly of: readonly RenderedInline[] }
  | { readonly kind: 'break' }
  /** `to` is an address outside. */
  | { readonly kind: 'link'; readonly to: string; readonly of: readonly RenderedInline[] }
  /** `page` is a path in the book, absent for this page; `anchor` a slug on it. */
  | {
      readonly kind: 'reference'
      readonly page?: string | undefined
      readonly anchor?: string | undefined
      readonly of: readonly RenderedInline[]
    }
  /** `to` is absent where the image lies at an address that is not shown. */
  | { readonly kind: 'image'; readonly to?: string | undefined; readonly text: string }

interface Lines {
  readonly line: number
  readonly endLine: number
}

export interface RenderedItem extends Lines {
  readonly box?: 'open' | 'done' | 'yes' | 'no' | undefined
  readonly blocks: readonly RenderedBlock[]
}

export type RenderedBlock = Lines &
  (
    | {
        readonly kind: 'heading'
        readonly level: number
        readonly slug: string
        readonly of: readonly RenderedInline[]
      }
    | { readonly kind: 'paragraph'; readonly of: readonly RenderedInline[] }
    | { readonly kind: 'code'; readonly language: string; readonly text: string }
    | {
        readonly kind: 'list'
        readonly ordered: boolean
        readonly start: number
        readonly items: readonly RenderedItem[]
      }
    | {
        readonly kind: 'table'
        readonly header: readonly (readonly RenderedInline[])[]
        readonly rows: readonly {
          readonly line: number
          readonly cells: readonly (readonly RenderedInline[])[]
        }[]
      }
    | { readonly kind: 'quote'; readonly blocks: readonly RenderedBlock[] }
    | { readonly kind: 'rule' }
  )
