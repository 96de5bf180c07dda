"""Every benchmark, one after another: `python -m bench`. Each can be run alone, too."""

from bench import build, extraction, http, pipeline, projections, quality, search, start

if __name__ == "__main__":
    build.main()
    start.main()
    quality.main()
    search.main()
    extraction.main()
    projections.main()
    pipeline.main()
    http.main()
