/** Why a document is not shown or not looked into. */
export type DocumentProblem = 'damaged' | 'too-large' | 'locked' | 'too-long'

/** @returns what to tell a person, and what to do */
export function problemToText(problem: DocumentProblem): string {
  switch (problem) {
    case 'damaged':
      return 'This file is damaged, or it is not what its name says. Save a copy and try the program you use for it.'
    case 'too-large':
      return 'This file unpacks to more than can be shown here. Save a copy to see it.'
    case 'locked':
      return 'This file is locked with a password. Save a copy and open it with the program you use for it.'
    case 'too-long':
      return 'This file takes too long to lay out here. Save a copy to see it.'
  }
}
