/** The node of this site, which all its pages share: one of them runs it, the others reach it through that one. */
import { openTab } from 'factmesh/tabs'

export const tab = openTab({ home: 'notebook' })
