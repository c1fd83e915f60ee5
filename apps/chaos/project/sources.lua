-- Which deployment these sources are: each writes another number here.
return { deployment = 0 }
