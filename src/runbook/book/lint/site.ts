import type { Repository } from '../book.ts'
import { folderOf, nameOf } from './path-names.ts'
import { perRepository } from './per-repository.ts'

/** A site generator's project in the repository: where its pages lie and how their addresses come about. */
export interface Site {
  generator: 'middleman' | 'hugo' | 'mkdocs' | 'docusaurus' | 'jekyll' | 'mdbook' | 'sphinx' | 'vitepress'
  /** Folder of the pages; an address that starts with `/` starts here. */
  root: string
  /** Folders whose files are served from `/` as they are. */
  assets: readonly string[]
}

/** Name of a generator's configuration file → how to read the project around it. */
const CONFIGURATIONS: readonly {
  name: RegExp
  generator: Site['generator']
  pages: string
  assets?: readonly string[]
}[] = [
  { name: /^config\.rb$/, generator: 'middleman', pages: 'source' },
  { name: /^(?:hugo|config)\.(?:toml|ya?ml|json)$/, generator: 'hugo', pages: 'content', assets: ['static', 'assets'] },
  { name: /^mkdocs\.ya?ml$/, generator: 'mkdocs', pages: 'docs' },
  { name: /^docusaurus\.config\.[cm]?[jt]s$/, generator: 'docusaurus', pages: 'docs', assets: ['static'] },
  { name: /^_config\.ya?ml$/, generator: 'jekyll', pages: '' },
  { name: /^book\.toml$/, generator: 'mdbook', pages: 'src' },
  { name: /^conf\.py$/, generator: 'sphinx', pages: '' },
]

/** The sites of a repository, those with the longest root first, so that the first that covers a page is the nearest. */
export const sitesOf: (repository: Repository) => readonly Site[] = perRepository(({ files, folders }) => {
  const sites: Site[] = []
  for (const file of files) {
    const folder = folderOf(file)
    const name = nameOf(file)
    const below = (path: string) => [folder, path].filter((part) => part !== '').join('/')
    for (const { name: pattern, generator, pages, assets = [] } of CONFIGURATIONS) {
      if (!pattern.test(name)) continue
      const root = below(pages)
      if (pages !== '' && !folders.has(root)) continue
      sites.push({ generator, root, assets: assets.map(below) })
    }
  }
  for (const folder of folders) {
    if (nameOf(folder) === '.vitepress') {
      const root = folderOf(folder)
      sites.push({ generator: 'vitepress', root, assets: [root === '' ? 'public' : `${root}/public`] })
    }
  }
  return sites.sort((a, b) => b.root.length - a.root.length || (a.root < b.root ? -1 : 1))
})

/** The site a page belongs to, if any. */
export function siteOf(repository: Repository, file: string): Site | undefined {
  return sitesOf(repository).find(({ root }) => root === '' || file.startsWith(`${root}/`))
}
