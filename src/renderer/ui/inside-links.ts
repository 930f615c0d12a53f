import { createContext } from 'react'

/** Addresses that lead to a place inside the desk: the brief, or a material. */
export const INSIDE = /^#(brief|material:)/

/** Goes to such a place. @param link the element that was pressed */
export type FollowInside = (address: string, link: Element) => void

/** Given by a screen that has such places; elsewhere these links are words. */
export const InsideLinksContext = createContext<FollowInside | undefined>(undefined)
