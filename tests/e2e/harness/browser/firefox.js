// Runs in Firefox's own window, where all that the browser notes can be heard: by whatever page, and for as long as it runs.
// The page's console is kept in the page's own process, so a script there passes on what it says.
const inThePagesProcess = () => {
  const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
  const pass = (event) => {
    const { level, filename, arguments: words } = event.wrappedJSObject ?? event;
    if (level === "error") sendAsyncMessage("journeys:said", { from: filename, text: words.map(String).join(" ") });
  };
  storage.addLogEventListener(pass, Cc["@mozilla.org/systemprincipal;1"].createInstance(Ci.nsIPrincipal));
};
const isOfAPage = (address) => /^(https?|data):/.test(address);
const said = [];
Services.mm.addMessageListener("journeys:said", ({ data }) => isOfAPage(data.from) && said.push(data.text));
Services.mm.loadFrameScript(`data:application/javascript,(${encodeURIComponent(inThePagesProcess)})()`, true);

// Everything that it has complained about since it was last asked: uncaught errors, what a policy forbade, the console.
window.journeysComplaints = () => {
  // A stream of events that ends, since its page was left or the server went away, is no more to Firefox's console than any
  // other request that fails; it is only noted louder.
  // What was still on its way when its page was left is given up by Firefox alone with an error that nobody could have caught.
  const isSerious = (note) =>
    note instanceof Ci.nsIScriptError &&
    note.category !== "Event Source" &&
    !note.errorMessage.startsWith("AbortError: The operation was aborted") &&
    isOfAPage(note.sourceName) &&
    (note.category.startsWith("CSP") || (note.flags & (Ci.nsIScriptError.warningFlag | Ci.nsIScriptError.infoFlag)) === 0);
  const notes = Services.console.getMessageArray().filter(isSerious);
  Services.console.reset();
  return [...notes.map((note) => `${note.category}: ${note.errorMessage} (${note.sourceName})`), ...said.splice(0)];
};
