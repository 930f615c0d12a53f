import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { toProjectPath } from '../../imports.config.ts'

export const root = join(import.meta.dirname, '..', '..')

export type SourceFile = {
  /** From the project's folder, with slashes. */
  readonly path: string
  readonly text: string
  /** What it imports: a path from the project's folder for own files, else the package or module as written. */
  readonly imports: readonly string[]
}

/** Every TypeScript and JavaScript file of ours below some folders. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map(String)
      .filter((name) => /\.(ts|tsx|mjs|cjs)$/.test(name) && !name.endsWith('.d.ts') && !name.includes('node_modules'))
      .map((name) => readSource(`${folder}/${name.split(sep).join('/')}`)),
  )
}

/** What the tools are set up by, in the project's folder itself. */
export function configFiles(): SourceFile[] {
  return readdirSync(root)
    .filter((name) => name.endsWith('.config.ts'))
    .map(readSource)
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const specifiers = [
    ...code.matchAll(/^(?:import|export)\s[\w\s{},*$]*?\bfrom\s+['"]([^'"]+)['"]/gm),
    ...code.matchAll(/^import\s+['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
  ]
  return { path, text, imports: specifiers.map((match) => toProjectPath(path, match[1] ?? '')) }
}
