/** What routes do with requests, through the whole gateway in this process. */
package forebay.routes;
