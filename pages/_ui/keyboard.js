// What Streamlit's page leaves to the mouse. A menu that opens takes the keyboard and keeps it until Escape gives it
// back; what has it when it vanishes for a moment gets it again; and a part of the page can be given it by its key.
(() => {
  const MENU = "[data-testid=stPopoverBody]"
  const DIALOG = "[data-testid=stDialog]"
  const STOP = "a[href], button, input, select, textarea, [tabindex]"
  const AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
  const NEAR = 12

  let byKeys = false
  let last = null // what has the keyboard, or had it last, outside of dialogs
  let part = "" // the keyed part of the page around it,
  let turn = -1 // and which of those in there that can have it
  let before = [] // where Tab stops before it, the nearest first
  let looking = 0
  let menu = null
  let dialog = null

  const isNowhere = () => !document.activeElement || document.activeElement === document.body

  // The element of the page itself in which a node is, also one inside a component.
  function outside(node) {
    while (node.getRootNode().host) node = node.getRootNode().host
    return node
  }

  function stopsBefore(node) {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT)
    const found = []
    walker.currentNode = outside(node)
    while (found.length < NEAR && walker.previousNode()) {
      const one = walker.currentNode
      if (one.matches(STOP) && one.tabIndex >= 0) found.push(one)
    }
    return found
  }

  // What can have the keyboard, in order, also inside components.
  function holders(root) {
    return [...root.querySelectorAll("*")].flatMap((node) => {
      if (node.shadowRoot) return holders(node.shadowRoot)
      return node.matches(STOP) && !node.disabled && node.checkVisibility() ? [node] : []
    })
  }

  // Where Tab stops among them. Of radio buttons Tab knows only the chosen one.
  function stops(root) {
    const found = holders(root).filter((node) => node.tabIndex >= 0)
    const chosen = new Set(found.filter((node) => node.type === "radio" && node.checked).map((node) => node.name))
    return found.filter((node) => node.type !== "radio" || node.checked || !chosen.has(node.name))
  }

  function here() {
    let node = document.activeElement
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
    return node
  }

  // Tab goes round inside a menu, for the menu stands at the far end of the page.
  function keepInside(event) {
    const around = event.key === "Tab" && document.activeElement?.closest(MENU)
    if (!around) return
    const within = stops(around)
    const ends = event.shiftKey ? [around, within[0]] : [within.at(-1)]
    if (!ends.includes(here())) return
    event.preventDefault()
    within.at(event.shiftKey ? -1 : 0)?.focus()
  }

  function bring(to) {
    const place = document.querySelector(`.st-key-${to}`)
    const first = place && stops(place)[0]
    if (menu && first && !menu.contains(first)) document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }))
    first?.focus()
    first?.scrollIntoView({ block: "nearest" })
  }

  function openedOrClosed() {
    const [menuBefore, dialogBefore] = [menu, dialog]
    menu = document.querySelector(MENU)
    dialog = document.querySelector(DIALOG)
    if (menu && menu !== menuBefore && !menu.contains(document.activeElement)) {
      menu.tabIndex = -1 // itself and not its first field, which on a telephone would open the keys
      menu.focus({ preventScroll: true })
    }
    // Streamlit gives it back to the page's own elements, and does not see those inside a component.
    if (dialogBefore && !dialog && byKeys) setTimeout(() => isNowhere() && last?.focus())
  }

  // A download is switched off while its file is made.
  function switchedOn(changes) {
    if (byKeys && isNowhere() && last && !last.disabled && changes.some(({ target }) => target === last)) last.focus()
  }

  // A press may have what it pressed drawn anew: a button in another colour is another button. A component draws
  // its insides later, where no observer sees it, so this looks again for a while.
  function drawnAnew(changes, tries = 30) {
    clearTimeout(looking)
    if (!byKeys || !last || last.isConnected || !isNowhere()) return
    const place = part && document.querySelector(`.${CSS.escape(part)}`)
    const within = place ? holders(place) : []
    within[Math.min(turn, within.length - 1)]?.focus()
    // What was pressed has gone for good, as a filter does: on from what stood before it.
    if (isNowhere() && !place && document.querySelector(AT_REST)) {
      before.find((one) => one.isConnected && !one.disabled && one.checkVisibility())?.focus()
    }
    if (isNowhere() && tries) looking = setTimeout(drawnAnew, 100, changes, tries - 1)
  }

  // Also at every key: within a component the keyboard moves on without an event out here.
  function remember() {
    const node = here()
    if (isNowhere() || document.activeElement.closest(DIALOG)) return
    let place = node
    while (place && !/(^| )st-key-/.test(place.className)) place = place.parentElement ?? place.getRootNode().host
    last = node
    part = place ? [...place.classList].find((name) => name.startsWith("st-key-")) : ""
    turn = place ? holders(place).indexOf(node) : -1
    before = stopsBefore(node)
  }

  new MutationObserver(openedOrClosed).observe(document.body, { childList: true, subtree: true })
  new MutationObserver(drawnAnew).observe(document.body, { childList: true, subtree: true })
  new MutationObserver(switchedOn).observe(document.body, { subtree: true, attributeFilter: ["disabled"] })
  document.addEventListener("pointerdown", () => { byKeys = false }, true)
  document.addEventListener("keydown", (event) => { byKeys ||= event.isTrusted; remember(); keepInside(event) }, true)
  document.addEventListener("focusin", remember)
  document.addEventListener("click", (event) => {
    const to = event.target.closest?.("[data-fvl-to]")?.dataset.fvlTo
    if (!to) return
    bring(to)
    document.querySelector(`.st-key-${to}`)?.scrollIntoView({ block: "start" })
  })
  document.addEventListener("fvl-keyboard", ({ detail }) => {
    if (detail.mouse || byKeys) bring(detail.to)
  })
})()
