// Draws the tiles it is given and reports what was pressed. Words only ever become text nodes, never markup.
const SVG = "http://www.w3.org/2000/svg"

function element(tag, className, text) {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text) node.textContent = text
  return node
}

function icon(path) {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  const stroke = document.createElementNS(SVG, "path")
  stroke.setAttribute("d", path)
  stroke.setAttribute("fill", "none")
  stroke.setAttribute("stroke", "currentColor")
  stroke.setAttribute("stroke-width", "1.6")
  stroke.setAttribute("stroke-linecap", "round")
  stroke.setAttribute("stroke-linejoin", "round")
  svg.append(stroke)
  return svg
}

function picture(tile, shape) {
  const frame = element("span", tile.aspect > shape ? "frame wide" : "frame tall")
  if (!tile.src) {
    frame.append(tile.words ? element("span", "words-only", tile.words) : element("span", "absent", "No picture"))
    return frame
  }
  const img = document.createElement("img")
  img.loading = "lazy"
  img.decoding = "async"
  img.alt = tile.alt
  img.style.aspectRatio = tile.aspect
  img.src = tile.src
  img.onerror = () => img.replaceWith(element("span", "absent", tile.alt))
  frame.append(img)
  return frame
}

function words(tile, twoSided) {
  const box = element("span", "words")
  box.setAttribute("aria-hidden", "true")
  if (tile.left || tile.right) {
    const line = element("span", "line")
    line.append(element("span", "", tile.left), element("span", "", tile.right))
    box.append(line)
  }
  if (tile.title) box.append(element("span", "title", tile.title))
  if (tile.bar.length) box.append(bar(tile, twoSided))
  if (tile.said) box.append(element("span", "said", tile.said))
  if (tile.marks.length) box.append(marks(tile))
  return box
}

const MARKS = { applied: "M5 12.5l4.5 4.5L19 7.5", kept: "M6 9h12M6 15h12", missed: "M7 7l10 10M17 7L7 17", lost: "M6 9h12M6 15h12M16 4L8 20", unclear: "M12 17v.1M9 9a3 3 0 1 1 4 2.8c-.8.4-1 1-1 2" }

// Positive shares grow to the right of the middle line, negative ones to the left; all bars of a gallery have one scale.
function bar(tile, twoSided) {
  const box = element("span", "bar")
  const sides = { minus: element("span", "minus"), plus: element("span", "plus") }
  for (const segment of tile.bar) {
    const part = element("span", `segment colour-${segment.colour}`)
    part.style.width = `${Math.abs(segment.share) * 100}%`
    sides[segment.share < 0 ? "minus" : "plus"].append(part)
  }
  if (twoSided) box.append(sides.minus)
  box.append(sides.plus)
  return box
}

function marks(tile) {
  const box = element("span", "marks")
  for (const mark of tile.marks) {
    const node = element("span", `mark ${mark.kind}`)
    node.append(icon(MARKS[mark.kind]), element("span", "", mark.words))
    box.append(node)
  }
  return box
}

function badge(words) {
  const node = element("span", "badge")
  node.append(icon("M12 3l2.6 5.6 6.1.7-4.5 4.2 1.2 6L12 16.5l-5.4 3 1.2-6L3.3 9.3l6.1-.7L12 3z"), element("span", "", words))
  return node
}

function moveFocus(event, buttons) {
  const steps = { ArrowRight: 1, ArrowLeft: -1 }
  const here = buttons.indexOf(event.currentTarget)
  let next = here + (steps[event.key] ?? 0)
  if (event.key === "Home") next = 0
  if (event.key === "End") next = buttons.length - 1
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const top = (node) => node.getBoundingClientRect().top
    const row = buttons.filter((button) => top(button) === top(buttons[0])).length || 1
    next = here + (event.key === "ArrowDown" ? row : -row)
  }
  if (next === here || !buttons[next]) return
  event.preventDefault()
  buttons[next].focus()
}

// Where the keyboard was: the same button of the same tile gets it back after the tiles are drawn anew, and the
// first tile gets it when that one has gone.
function focused(root) {
  const node = root.getRootNode().activeElement
  const item = node?.closest?.("li")
  return item ? [item.dataset.id, [...item.querySelectorAll("button")].indexOf(node)] : null
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".gallery")
  if (!root || !data) return
  const signature = JSON.stringify(data)
  const press = (id, action) => setTriggerValue("picked", { id, action, at: performance.now() })
  root.press = press
  if (root.signature === signature) return // a rerun with the same tiles keeps focus and scroll as they are
  root.signature = signature
  root.className = `gallery ${data.size}${data.actions.length ? " acts" : ""}`

  const before = focused(root)
  const list = document.createElement("ul")
  list.setAttribute("aria-label", data.label)
  list.style.setProperty("--frame", data.frame)
  const buttons = []
  const twoSided = data.tiles.some((tile) => tile.bar.some((segment) => segment.share < 0))
  for (const tile of data.tiles) {
    const item = element("li", [tile.dim && "dim", tile.framed && "framed"].filter(Boolean).join(" "))
    item.dataset.id = tile.id
    const button = element(tile.href ? "a" : "button", "tile")
    if (tile.href) button.href = tile.href
    else button.type = "button"
    button.setAttribute("aria-label", tile.alt)
    if (tile.pressed !== null) button.setAttribute("aria-pressed", String(tile.pressed))
    button.append(picture(tile, data.frame), words(tile, twoSided))
    if (!tile.href) button.onclick = () => root.press(tile.id, "open")
    button.onkeydown = (event) => moveFocus(event, buttons)
    buttons.push(button)
    item.append(button)
    if (tile.framed) item.append(badge(tile.framed))
    if (tile.more) {
      const more = element("button", "more", tile.more)
      more.type = "button"
      more.setAttribute("aria-label", `${tile.more}: ${tile.title || tile.id}`)
      more.onclick = () => root.press(tile.id, "alike")
      item.append(more)
    }
    if (data.actions.length) {
      const actions = element("div", "actions")
      for (const action of data.actions) {
        const small = element("button", "action")
        small.type = "button"
        small.title = action.label
        small.setAttribute("aria-label", `${action.label}: ${tile.title || tile.id}`)
        if (action.name === "save") small.setAttribute("aria-pressed", String(tile.saved))
        small.append(icon(action.icon))
        small.onclick = () => root.press(tile.id, action.name)
        actions.append(small)
      }
      item.append(actions)
    }
    list.append(item)
  }
  root.replaceChildren(list)
  if (before) {
    const item = [...list.children].find((node) => node.dataset.id === before[0])
    const same = item?.querySelectorAll("button")[before[1]]
    if (same) same.focus({ preventScroll: true })
    else buttons[0]?.focus()
  }
}
